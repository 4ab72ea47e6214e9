CREATE UNIQUE INDEX IF NOT EXISTS lookup_disk_by_instance_and_slot
    ON disk (attach_instance_id, slot)
    WHERE attach_instance_id IS NOT NULL AND time_deleted IS NULL;
