module quickstart.example/counter/v2

go 1.21
