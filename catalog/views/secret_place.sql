-- One row is a place of a secret; all places of one value in one entity are numbered from the one
-- that it came to first, which names the secret. Of secret_hit. Fingerprints group and never sort.
WITH hit AS (
    SELECT
        entity,
        repository,
        path,
        rule,
        fingerprint,
        in_head,
        first_commit,
        last_commit,
        first_seen_at,
        first_seen_at_day,
        severity,
        coalesce(repository || ': ', '') || path AS place,
        CASE severity
            WHEN 'critical' THEN 1
            WHEN 'high' THEN 2
            WHEN 'medium' THEN 3
            WHEN 'low' THEN 4
            ELSE 5
        END AS severity_rank,
        file,
        line
    FROM secret_hit
),
numbered AS (
    SELECT
        hit.*,
        row_number() OVER (
            PARTITION BY entity, fingerprint
            ORDER BY first_seen_at NULLS LAST, in_head, place, line
        ) AS place_number,
        count(*) OVER (PARTITION BY entity, fingerprint) AS n_places,
        min(severity_rank) OVER (PARTITION BY entity, fingerprint) AS worst_rank,
        bool_or(in_head) OVER (PARTITION BY entity, fingerprint) AS is_in_head
    FROM hit
),
secret AS (
    SELECT
        entity,
        fingerprint,
        place || ' (' || rule || ')' AS name,
        in_head AS is_where_it_was,
        dense_rank() OVER (
            PARTITION BY entity, place, rule
            ORDER BY first_seen_at NULLS LAST, line
        ) AS same_place_number
    FROM numbered
    WHERE place_number = 1
)
SELECT
    numbered.entity,
    numbered.repository,
    numbered.place,
    numbered.path,
    numbered.rule,
    numbered.fingerprint,
    numbered.in_head,
    numbered.first_commit,
    numbered.last_commit,
    numbered.first_seen_at_day,
    numbered.place_number,
    numbered.n_places,
    numbered.is_in_head,
    secret.is_where_it_was,
    secret.name || CASE WHEN secret.same_place_number > 1 THEN ', no. ' || secret.same_place_number ELSE '' END AS secret,
    CASE numbered.worst_rank
        WHEN 1 THEN 'critical'
        WHEN 2 THEN 'high'
        WHEN 3 THEN 'medium'
        WHEN 4 THEN 'low'
        ELSE 'info'
    END AS severity,
    numbered.file,
    numbered.line
FROM numbered
JOIN secret
    ON secret.entity = numbered.entity
    AND secret.fingerprint = numbered.fingerprint
