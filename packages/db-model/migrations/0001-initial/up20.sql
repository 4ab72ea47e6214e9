-- A sled is known by its serial and part number until it is decommissioned; then it may come back as a new one.
CREATE UNIQUE INDEX IF NOT EXISTS commissioned_sled_uniqueness
    ON sled (serial_number, part_number)
    WHERE sled_state != 'decommissioned';
