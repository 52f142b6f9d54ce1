using System.Collections.Frozen;

namespace Sutler.CommandLine;

/// <summary>Every flag that any command of go 1.24 has: GOFLAGS may hold them, though most mean nothing here.</summary>
/// <remarks>
/// Found by asking go 1.24.4 itself about each candidate (<c>GOFLAGS=-name go mod verify</c>). A flag on no command, <c>-help</c> among them, is an
/// error. Spec: CMD-8.
/// </remarks>
internal static class KnownGoFlags
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
    [
        "C", "a", "asan", "asmflags", "bench", "benchmem", "benchtime", "blockprofile", "blockprofilerate", "buildmode",
        "buildvcs", "c", "cache", "changed", "compat", "compiled", "compiler", "count", "cover", "covermode", "coverpkg",
        "coverprofile", "cpu", "cpuprofile", "d", "debug-actiongraph", "debug-runtime-trace", "debug-trace", "deps",
        "diff", "dropexclude", "dropgodebug", "dropreplace", "droprequire", "dropretract", "droptool", "dropuse", "e",
        "exclude", "exec", "export", "f", "failfast", "find", "fix", "fmt", "fullpath", "fuzz", "fuzzcache",
        "fuzzminimizetime", "fuzztime", "gccgoflags", "gcflags", "go", "godebug", "i", "insecure", "installsuffix", "json",
        "ldflags", "linkshared", "list", "m", "memprofile", "memprofilerate", "mod", "modcache", "modcacherw", "modfile",
        "module", "msan", "mutexprofile", "mutexprofilefraction", "n", "o", "outputdir", "overlay", "p", "parallel", "pgo",
        "pkgdir", "print", "r", "race", "replace", "require", "retract", "retracted", "reuse", "run", "short", "shuffle",
        "skip", "t", "tags", "test", "test.bench", "test.benchmem", "test.benchtime", "test.blockprofile",
        "test.blockprofilerate", "test.count", "test.coverprofile", "test.cpu", "test.cpuprofile", "test.failfast",
        "test.fullpath", "test.fuzz", "test.fuzzminimizetime", "test.fuzztime", "test.list", "test.memprofile",
        "test.memprofilerate", "test.mutexprofile", "test.mutexprofilefraction", "test.outputdir", "test.parallel",
        "test.run", "test.short", "test.shuffle", "test.skip", "test.timeout", "test.trace", "test.v", "testcache",
        "timeout", "tool", "toolchain", "toolexec", "trace", "trimpath", "u", "use", "v", "vendor", "versions", "vet",
        "vettool", "w", "work", "x",
    ]);

    /// <summary>Whether some go command has a flag of this name, dashes taken off.</summary>
    public static bool Contains(string name) => Names.Contains(name);
}
