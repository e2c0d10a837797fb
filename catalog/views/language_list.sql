/*
title = "Languages by bytes"
roles = ["ceo", "cto"]
needs = ["repository"]
columns = [
    { id = "language", title = "Language" },
    { id = "bytes", title = "Bytes", unit = "count" },
    { id = "files", title = "Files", unit = "count" },
    { id = "repositories", title = "Repositories", unit = "count" },
]
*/
SELECT
    entity,
    name AS language,
    sum(bytes) AS bytes,
    sum(files) AS files,
    count(DISTINCT repository) AS repositories,
    min(file) AS file,
    min(line) AS line
FROM stack
WHERE kind = 'language'
GROUP BY
    entity,
    name
ORDER BY
    bytes DESC,
    entity,
    name
