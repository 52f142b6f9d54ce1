module quickstart.example/Colour/Names

go 1.21
