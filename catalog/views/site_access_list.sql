/*
title = "What people who cannot see, point or read small print meet on the sites"
roles = ["cto", "cmo"]
needs = ["page_check"]
columns = [
    { id = "severity", title = "Severity" },
    { id = "rule", title = "Check" },
    { id = "n_pages", title = "Pages", unit = "count" },
    { id = "n_places", title = "Places", unit = "count" },
    { id = "hours", title = "Hours", unit = "hours" },
]
*/
SELECT
    entity,
    min(severity) AS severity,
    rule,
    count(*) AS n_pages,
    sum(n_places) AS n_places,
    sum(hours) AS hours,
    first_value(file ORDER BY file, line) AS file,
    first_value(line ORDER BY file, line) AS line
FROM site_fault
WHERE rule IN (
    'anchor-dead', 'contrast-inline', 'control-unnamed', 'field-unlabelled', 'form-no-autocomplete', 'h1-count',
    'heading-jump', 'img-alt', 'img-size', 'landmark-main', 'lang-missing', 'link-broken', 'link-insecure',
    'link-text-vague', 'title-missing', 'viewport-locked'
)
GROUP BY
    entity,
    rule
ORDER BY
    min(grade),
    hours,
    rule,
    entity
