/*
title = "What the accounting lacks, and what therefore nobody can check"
roles = ["ceo", "cfo", "accounting"]
over = "scope"
columns = [
    { id = "check", title = "Cannot be checked" },
    { id = "lacks", title = "Because there is no" },
    { id = "whose", title = "In the books of" },
    { id = "mend", title = "What would mend it" },
]
*/
-- The rows of `not_checkable`, one for each check, with the ventures that it cannot be made for.
SELECT
    entity.portfolio AS entity,
    not_checkable.check,
    min(not_checkable.lacks) AS lacks,
    string_agg(entity.id, ', ' ORDER BY entity.id) AS whose,
    min(not_checkable.mend) AS mend,
    min(not_checkable.file) AS file
FROM not_checkable
INNER JOIN entity
    ON entity.entity = not_checkable.entity
GROUP BY
    entity.portfolio,
    not_checkable.place,
    not_checkable.check
ORDER BY
    entity.portfolio,
    not_checkable.place DESC,
    not_checkable.check
