using System.Collections.Frozen;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>The names that <c>godebug</c> lines of a main module may use. Spec: GOMOD-6.</summary>
/// <remarks>Names as of Go 1.24 (internal/godebugs); under a newer Go an unknown name may be one we do not know yet, so it passes.</remarks>
internal static class GodebugSettings
{
    private const string NewestKnown = "1.24";

    private static readonly FrozenSet<string> Names = (
        "asynctimerchan dataindependenttiming execerrdot fips140 gocachehash gocachetest gocacheverify gotestjsonbuildtext gotypesalias "
        + "http2client http2debug http2server httplaxcontentlength httpmuxgo121 httpservecontentkeepheaders installgoroot jstmpllitinterp "
        + "multipartfiles multipartmaxheaders multipartmaxparts multipathtcp netdns netedns0 panicnil randautoseed randseednop rsa1024min "
        + "tarinsecurepath tls10server tls3des tlsmaxrsasize tlsmlkem tlsrsakex tlsunsafeekm winreadlinkvolume winsymlink x509keypairleaf "
        + "x509negativeserial x509rsacrt x509usefallbackroots x509usepolicies zipinsecurepath").Split(' ').ToFrozenSet();

    /// <summary>What is wrong with <c>key=value</c>, or null.</summary>
    internal static string? Violation(string key, string value, string goVersion)
    {
        if (Separator(key, "key") is { } inKey)
        {
            return inKey;
        }

        if (Separator(value, "value") is { } inValue)
        {
            return inValue;
        }

        if (key == "default")
        {
            return DefaultViolation(value, goVersion);
        }

        return Names.Contains(key) || GoVersion.Compare(GoVersion.Language(goVersion), NewestKnown) > 0
            ? null
            : $"unknown godebug {GoQuoting.Quote(key)}";
    }

    private static string? Separator(string text, string noun) =>
        text.AsSpan().ContainsAny(' ', '\t') ? $"{noun} contains space"
        : text.Contains(',', StringComparison.Ordinal) ? $"{noun} contains comma"
        : null;

    private static string? DefaultViolation(string value, string goVersion)
    {
        if (!value.StartsWith("go", StringComparison.Ordinal) || !GoVersion.IsValid(value[2..]))
        {
            return "value for default= must be goVERSION";
        }

        return GoVersion.Compare(value[2..], goVersion) > 0 ? $"default={value} too new (toolchain is go{goVersion})" : null;
    }
}
