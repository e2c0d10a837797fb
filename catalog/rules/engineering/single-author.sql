/*
title = "One person wrote more than half of the code of ninety days"
severity = "medium"
remedy = "Let a second person review and deploy the next change."
effort_hours = 3
roles = ["ceo", "cto"]
needs = ["git_commit"]
references = ["engineering.md 4, bus factor (share)"]
*/
SELECT
    entity,
    author AS subject,
    CAST(commits AS TEXT) || ' of ' || CAST(commits_all AS TEXT) || ' commits' AS detail
FROM author_share
WHERE commits * 2 > commits_all
    AND commits_all >= 5
