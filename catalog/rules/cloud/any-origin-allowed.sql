/*
title = "Pages of anybody may call an API from a browser"
severity = "low"
remedy = "Name the origins that may call it."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::Lambda::Url", "AWS::ApiGatewayV2::Api"]
references = ["CWE-942"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'Cors.AllowOrigins[*]') = '*' THEN 'fail'
        WHEN setting(properties, 'CorsConfiguration.AllowOrigins[*]') = '*' THEN 'fail'
        WHEN setting(properties, 'CorsConfiguration') = 'true' THEN 'fail'
        WHEN setting(properties, 'Cors.AllowOrigins[*]') LIKE '%(unknown)%' THEN 'unknown'
        WHEN setting(properties, 'CorsConfiguration.AllowOrigins[*]') LIKE '%(unknown)%' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::Lambda::Url', 'AWS::ApiGatewayV2::Api')
