-- Repositories whose work could be lost with one machine, with the reason in words.
SELECT
    entity,
    name,
    concat_ws(', ',
        CASE WHEN NOT has_remote THEN 'no remote' END,
        CASE WHEN dirty > 0 THEN dirty || ' changed files' END,
        CASE WHEN untracked > 0 THEN untracked || ' unknown files' END,
        CASE WHEN stashes > 0 THEN stashes || ' stashes' END,
        CASE WHEN ahead > 0 THEN ahead || ' commits not pushed' END,
        CASE WHEN detached THEN 'no branch checked out' END
    ) AS reason,
    has_remote,
    file,
    line
FROM repository
WHERE NOT has_remote
    OR dirty > 0
    OR untracked > 0
    OR stashes > 0
    OR coalesce(ahead, 0) > 0
    OR detached
