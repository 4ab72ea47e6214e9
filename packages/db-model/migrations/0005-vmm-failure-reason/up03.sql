UPDATE vmm
    SET failure_reason = 'prehistoric'
    WHERE state = 'failed' AND failure_reason IS NULL;
