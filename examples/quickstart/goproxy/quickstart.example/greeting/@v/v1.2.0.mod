module quickstart.example/greeting

go 1.21

require quickstart.example/Colour/Names v1.0.1
