/*
title = "Assets"
roles = ["ceo", "cfo", "accounting"]
needs = ["asset"]
columns = [
    { id = "name", title = "Asset" },
    { id = "value", title = "Value", unit = "money" },
    { id = "valued_on", title = "Valued on", unit = "date" },
    { id = "insured_until", title = "Insured until", unit = "date" },
    { id = "utilisation", title = "In use", unit = "ratio" },
    { id = "owner", title = "Owner" },
    { id = "lien", title = "Lien" },
]
*/
SELECT
    entity,
    name,
    value,
    valuation_date AS valued_on,
    insured_until,
    utilisation,
    owner,
    lien,
    commodity,
    file,
    line
FROM asset
ORDER BY
    value DESC NULLS LAST,
    entity,
    name
