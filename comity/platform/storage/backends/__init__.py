"""Where bytes lie: local disk, or any store that speaks S3. Both keep sealed files under the same keys."""
