CREATE INDEX IF NOT EXISTS lookup_api_token_by_user
    ON api_token (user_id)
    WHERE time_deleted IS NULL;
