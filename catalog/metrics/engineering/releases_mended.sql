/*
title = "Releases that were taken back or mended within a week"
kind = "flow"
unit = "count"
better = "down"
needs = ["git_commit", "git_tag"]
roles = ["cto"]
formula = "releases followed within seven days by a commit whose subject begins with Revert or holds hotfix"
why = "A floor: what broke and was mended in silence is not in it."
source = "engineering.md 4, change fail rate; proxy"
*/
SELECT
    release.entity,
    release.at_day AS date,
    1 AS value,
    min(release.file) AS file,
    min(release.line) AS line
FROM release
INNER JOIN git_commit
    ON git_commit.entity = release.entity
    AND git_commit.repository = release.repository
WHERE coalesce(git_commit.committed_at, git_commit.at) > release.at
    AND coalesce(git_commit.committed_at, git_commit.at) <= release.at + INTERVAL '7 days'
    AND (starts_with(git_commit.subject, 'Revert') OR lower(git_commit.subject) LIKE '%hotfix%')
GROUP BY
    release.entity,
    release.repository,
    release.name,
    release.at_day
