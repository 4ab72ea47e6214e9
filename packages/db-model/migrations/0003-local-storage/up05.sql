CREATE UNIQUE INDEX IF NOT EXISTS commissioned_physical_disk_uniqueness
    ON physical_disk (vendor, serial, model)
    WHERE disk_state != 'decommissioned' AND time_deleted IS NULL;
