module quickstart.example/oldtimer
