using Sutler.Go.Environment;
using Sutler.GoModules.Modules;

namespace Sutler.Tests.Loading;

internal static class TestEnvironments
{
    public static GoEnvironment Create(string workingDirectory) => new()
    {
        GoProxy = "off",
        GoPrivate = "",
        GoNoProxy = new GlobList(""),
        GoNoSumDb = new GlobList(""),
        GoInsecure = new GlobList(""),
        GoSumDb = "off",
        GoAuth = "netrc",
        GoWork = "off",
        Go111Module = "",
        GoToolchain = "local",
        GoFlags = "",
        GoPath = Path.Combine(workingDirectory, "gopath"),
        GoModCache = Path.Combine(workingDirectory, "gopath", "pkg", "mod"),
        GoRoot = "",
        GoVersion = "1.24.4",
        WorkingDirectory = workingDirectory,
        Variables = new Dictionary<string, string>(),
    };
}
