-- Who are the sources, as far as lists and registries say (table addresses, made by enrichAddresses)?
select ip, owner, known_kind as kind, known, verdict, comment, special from addresses
