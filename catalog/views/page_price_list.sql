/*
title = "Seat prices on the pages"
roles = ["ceo", "cmo", "operator"]
needs = ["page_price"]
columns = [
    { id = "artist", title = "Artist" },
    { id = "price", title = "Price of a seat", unit = "money", exact = true },
    { id = "status", title = "State" },
]
*/
SELECT
    entity,
    coalesce(artist, page) AS artist,
    price,
    status,
    commodity,
    file,
    line
FROM page_price
ORDER BY
    entity,
    CASE status WHEN 'placeholder' THEN 0 ELSE 1 END,
    artist
