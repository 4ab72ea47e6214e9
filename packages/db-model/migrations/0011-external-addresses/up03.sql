CREATE INDEX IF NOT EXISTS lookup_ip_pool_range_by_pool
    ON ip_pool_range (pool_id, first_address)
    WHERE time_deleted IS NULL;
