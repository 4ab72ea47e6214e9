CREATE UNIQUE INDEX IF NOT EXISTS lookup_network_interface_by_instance_and_slot
    ON network_interface (instance_id, slot)
    WHERE time_deleted IS NULL;
