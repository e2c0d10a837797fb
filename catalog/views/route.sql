-- What can be called from outside: routes of APIs and URLs of functions, as templates declare them and as they are live.
-- `auth`: open, authenticated, api_key_only, options, unknown.
SELECT
    entity,
    concat_ws(' ', api, method, path) AS subject,
    template IS NULL AS is_live,
    auth,
    file,
    line
FROM endpoint
