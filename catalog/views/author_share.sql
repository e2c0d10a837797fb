-- People who committed in the 90 days to today, by entity, most commits first.
-- `commits_before`: what those before them in the list have, `commits_all`: what all have.
WITH authored AS (
    SELECT
        entity,
        author,
        count(*) AS commits
    FROM git_commit
    WHERE NOT is_bot
        AND parents < 2
        AND at_day > as_of() - 90
        AND at_day <= as_of()
    GROUP BY
        entity,
        author
)
SELECT
    entity,
    author,
    commits,
    sum(commits) OVER (PARTITION BY entity ORDER BY commits DESC, author ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - commits AS commits_before,
    sum(commits) OVER (PARTITION BY entity) AS commits_all
FROM authored
