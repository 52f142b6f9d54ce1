// Added by eng/go-scripts.sh to a copy of the go command's own tests: script lines `go mod download` and `go mod verify`
// run the program in SUTLER_BIN instead, with the same arguments, directory and environment.

package main_test

import (
	"cmd/internal/script"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// sutlerOr returns the script command "go" that leaves everything but our two commands to cmdGo.
func sutlerOr(cmdGo script.Cmd, cancel func(*exec.Cmd) error, waitDelay time.Duration) script.Cmd {
	program := os.Getenv("SUTLER_BIN")
	if program == "" {
		return cmdGo
	}
	cmdSutler := script.Program(program, cancel, waitDelay)
	return script.Command(*cmdGo.Usage(), func(s *script.State, args ...string) (script.WaitFunc, error) {
		if !isOurs(args) {
			return cmdGo.Run(s, args...)
		}
		restore, err := pretendVersion(s)
		if err != nil {
			return nil, err
		}
		defer restore()
		s.Logf("[sutler]\n")
		return cmdSutler.Run(s, args...)
	})
}

// isOurs skips a leading -C, as the go command does.
func isOurs(args []string) bool {
	if len(args) > 1 && (args[0] == "-C" || args[0] == "--C") {
		args = args[2:]
	} else if len(args) > 0 && (strings.HasPrefix(args[0], "-C=") || strings.HasPrefix(args[0], "--C=")) {
		args = args[1:]
	}
	return len(args) > 1 && args[0] == "mod" && (args[1] == "download" || args[1] == "verify")
}

// pretendVersion says TESTGO_VERSION in Sutler's terms: a GOROOT whose VERSION file names it. The process is started before restore runs.
func pretendVersion(s *script.State) (restore func(), err error) {
	version, root := envOf(s, "TESTGO_VERSION"), envOf(s, "GOROOT")
	if version == "" {
		return func() {}, nil
	}
	if version, _, _ = strings.Cut(version, " "); !strings.HasPrefix(version, "go") {
		version = "go" + version
	}
	fake := filepath.Join(envOf(s, "WORK"), "tmp", "goroot-"+version)
	if err := os.MkdirAll(fake, 0777); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(fake, "VERSION"), []byte(version+"\n"), 0666); err != nil {
		return nil, err
	}
	if settings, err := os.ReadFile(filepath.Join(root, "go.env")); err == nil {
		if err := os.WriteFile(filepath.Join(fake, "go.env"), settings, 0666); err != nil {
			return nil, err
		}
	}
	if err := s.Setenv("GOROOT", fake); err != nil {
		return nil, err
	}
	return func() { s.Setenv("GOROOT", root) }, nil
}

func envOf(s *script.State, name string) string {
	value, _ := s.LookupEnv(name)
	return value
}
