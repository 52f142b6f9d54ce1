module quickstart.example/app

go 1.21

require (
	quickstart.example/counter/v2 v2.1.0
	quickstart.example/greeting v1.2.0
	quickstart.example/oldtimer v3.0.0+incompatible
	quickstart.example/untagged v0.0.0-20240229120000-5ca1ab1e0ddf
)

require quickstart.example/Colour/Names v1.0.1 // indirect
