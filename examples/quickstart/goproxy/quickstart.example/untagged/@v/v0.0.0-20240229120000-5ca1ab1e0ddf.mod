module quickstart.example/untagged

go 1.21
