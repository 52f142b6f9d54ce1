using System.Reflection;
using System.Runtime.InteropServices;

namespace Sutler;

/// <summary>What <c>sutler version</c> prints.</summary>
internal static class VersionText
{
    /// <summary>The version alone, such as <c>0.1.0</c>.</summary>
    public static string Version => Build().Version;

    /// <summary>
    /// Version, commit, the go version that errors such as <c>requires go >= 1.99</c> name as running, and the runtime. Spec: TOOL-6.
    /// </summary>
    public static string For(string goVersion)
    {
        var (version, commit) = Build();
        return
            $"""
            sutler {version}
            commit: {commit}
            speaks as: go{goVersion} (behaviour of go 1.24.4)
            runtime: {RuntimeInformation.FrameworkDescription} {RuntimeInformation.RuntimeIdentifier}

            """.ReplaceLineEndings("\n");
    }

    /// <summary>The SDK writes <c>version+commit</c>; without a repository around the build there is no commit.</summary>
    private static (string Version, string Commit) Build()
    {
        var text = typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? (text, "unknown") : (text[..plus], text[(plus + 1)..]);
    }
}
