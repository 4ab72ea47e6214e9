-- The first that the guest has; its address is the one that others reach the instance by.
CREATE UNIQUE INDEX IF NOT EXISTS single_primary_network_interface
    ON network_interface (instance_id)
    WHERE is_primary AND time_deleted IS NULL;
