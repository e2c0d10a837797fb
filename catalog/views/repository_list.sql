/*
title = "Repositories"
roles = ["ceo", "cto"]
needs = ["repository"]
columns = [
    { id = "name", title = "Repository" },
    { id = "commits", title = "Commits", unit = "count" },
    { id = "authors", title = "People", unit = "count" },
    { id = "last_commit", title = "Last commit", unit = "date" },
    { id = "days_quiet", title = "Quiet for", unit = "days" },
    { id = "risk", title = "At risk" },
]
*/
SELECT
    repository.entity,
    repository.name,
    repository.commits,
    repository.authors,
    repository.last_commit_at_day AS last_commit,
    as_of() - repository.last_commit_at_day AS days_quiet,
    risky_repository.reason AS risk,
    repository.file,
    repository.line
FROM repository
LEFT JOIN risky_repository
    ON risky_repository.entity = repository.entity
    AND risky_repository.name = repository.name
ORDER BY
    repository.entity,
    repository.name
