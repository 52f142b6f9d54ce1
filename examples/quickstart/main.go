// Command app uses every module that the quickstart downloads.
package main

import (
	"fmt"

	"quickstart.example/counter/v2"
	"quickstart.example/greeting"
	"quickstart.example/oldtimer"
	"quickstart.example/untagged"
)

func main() {
	text := greeting.To("gopher")
	fmt.Println(text)
	fmt.Println(counter.Letters(text), "letters; since", oldtimer.Year, "-", untagged.Motto)
}
