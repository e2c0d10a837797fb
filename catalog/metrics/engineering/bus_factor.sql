/*
title = "Bus factor"
kind = "query"
unit = "count"
better = "up"
needs = ["git_commit"]
root = "none"
roles = ["ceo", "cto"]
formula = "fewest people who together made more than half of the commits by people in the 90 days to today"
why = "How many can leave before nobody knows the code."
source = "engineering.md 4, bus factor (share)"
*/
SELECT
    entity,
    sum(CASE WHEN commits_before * 2 <= commits_all THEN 1 ELSE 0 END) AS value,
    max(commits_all) AS n
FROM author_share
GROUP BY entity
