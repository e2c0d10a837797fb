/*
title = "Lead time to a release"
kind = "query"
unit = "days"
better = "down"
needs = ["git_commit", "git_tag"]
root = "none"
roles = ["cto"]
formula = "median of the days from a commit by a person to the first release after it, over the releases of the year to today; a repository's first release is left out"
why = "How long finished work waits. A rebase keeps the day of writing, a squash loses the early ones."
source = "engineering.md 4, lead time for changes; proxy"
*/
SELECT
    release.entity,
    median(CAST(release.at_day - git_commit.at_day AS DOUBLE)) AS value,
    count(*) AS n
FROM release
INNER JOIN git_commit
    ON git_commit.entity = release.entity
    AND git_commit.repository = release.repository
WHERE release.at_day > as_of() - 365
    AND release.at_day <= as_of()
    AND coalesce(git_commit.committed_at, git_commit.at) <= release.at
    AND coalesce(git_commit.committed_at, git_commit.at) > release.prior_at
    AND coalesce(git_commit.in_default, true)
    AND NOT git_commit.is_bot
    AND git_commit.parents < 2
GROUP BY release.entity
