CREATE UNIQUE INDEX IF NOT EXISTS lookup_network_interface_by_subnet_and_ip
    ON network_interface (subnet_id, ip)
    WHERE time_deleted IS NULL;
