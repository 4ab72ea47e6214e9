CREATE UNIQUE INDEX IF NOT EXISTS lookup_network_interface_by_subnet_and_mac
    ON network_interface (subnet_id, mac)
    WHERE time_deleted IS NULL;
