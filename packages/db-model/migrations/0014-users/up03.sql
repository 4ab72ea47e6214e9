CREATE UNIQUE INDEX IF NOT EXISTS lookup_api_user_by_name
    ON api_user (name)
    WHERE time_deleted IS NULL;
