"""The storage service: buckets and objects in Supabase's dialect (wire.md 4), over sealed and checked bytes."""
