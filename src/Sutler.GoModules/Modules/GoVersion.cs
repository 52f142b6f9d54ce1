namespace Sutler.GoModules.Modules;

/// <summary>Versions of Go itself: <c>1.21</c>, <c>1.21rc1</c>, <c>1.21.0</c>. Spec: GOVER rules.</summary>
public static class GoVersion
{
    /// <summary>Language version of a go.mod without go line. Spec: GOVER-4.</summary>
    public const string DefaultGoModVersion = "1.16";

    /// <summary>Language version of a go.work without go line. Spec: GOVER-4.</summary>
    public const string DefaultGoWorkVersion = "1.18";

    /// <summary>From here on <c>all</c> leaves out the tests of dependencies.</summary>
    public const string NarrowAll = "1.16";

    /// <summary>From here on go.mod lists every module that gives a package to the build, so graphs are pruned. Spec: GOVER-4.</summary>
    public const string ExplicitIndirect = "1.17";

    /// <summary>From here on <c>// indirect</c> requirements have a block of their own. Spec: GOVER-4.</summary>
    public const string SeparateIndirect = "1.17";

    /// <summary>From here on the go line binds, and a module that asks for more than is running is an error. Spec: GOVER-4.</summary>
    public const string GoStrict = "1.21";

    /// <summary>From here on <c>go mod tidy</c> keeps the sums that tests of dependencies need.</summary>
    public const string TidyGoModSum = "1.21";

    /// <summary>Whether the text is a Go version. Spec: GOVER-1.</summary>
    public static bool IsValid(string version) => GoVersionParts.TryParse(version, out _);

    /// <summary>Whether the text is a language version: no patch, no release candidate, such as <c>1.21</c>.</summary>
    /// <remarks>Before 1.21 there is no such thing apart from a release: <c>1.20</c> means 1.20.0.</remarks>
    public static bool IsLanguage(string version) =>
        GoVersionParts.TryParse(version, out var parts) && parts.Patch.IsEmpty && parts.Kind.IsEmpty && parts.Pre.IsEmpty;

    /// <summary>Whether the version is an alpha, beta or release candidate.</summary>
    public static bool IsPrerelease(string version) => GoVersionParts.TryParse(version, out var parts) && !parts.Kind.IsEmpty;

    /// <summary>The order of GOVER-1; an invalid one is below every valid one.</summary>
    public static int Compare(string left, string right)
    {
        _ = GoVersionParts.TryParse(left, out var leftParts);
        _ = GoVersionParts.TryParse(right, out var rightParts);
        return GoVersionParts.Compare(leftParts, rightParts);
    }

    /// <summary>The higher of two versions, the first when they are equal.</summary>
    public static string Max(string left, string right) => Compare(left, right) < 0 ? right : left;

    /// <summary>The language version: <c>1.21</c> of <c>1.21rc1</c>; empty when invalid.</summary>
    public static string Language(string version)
    {
        if (!GoVersionParts.TryParse(version, out var parts))
        {
            return "";
        }

        return parts.Minor is "0" && parts.Major is "1" ? "1" : $"{parts.Major}.{parts.Minor}";
    }

    /// <summary>The language version before the one of <paramref name="version"/>: <c>1.20</c> of <c>1.21.3</c>; empty when invalid.</summary>
    public static string Previous(string version)
    {
        _ = GoVersionParts.TryParse(version, out var parts);
        return DecimalText.Compare(parts.Minor, "1") <= 0
            ? parts.Major.ToString()
            : $"{parts.Major}.{DecimalText.Decrement(parts.Minor.ToString())}";
    }

    /// <summary>The Go version of a toolchain name such as <c>go1.21.3-custom</c>, or empty. Spec: GOVER-2.</summary>
    public static string FromToolchain(string toolchain)
    {
        if (!toolchain.StartsWith("go", StringComparison.Ordinal) || toolchain.AsSpan().ContainsAny('/', '\\'))
        {
            return "";
        }

        var suffix = toolchain.AsSpan(2).IndexOfAny(' ', '\t', '-');
        var version = suffix < 0 ? toolchain[2..] : toolchain[2..(2 + suffix)];
        return IsValid(version) ? version : "";
    }

    /// <summary>The toolchain name of the higher Go version, the first when they are equal; a name that is none counts lowest.</summary>
    public static string MaxToolchain(string left, string right) =>
        Compare(FromToolchain(left), FromToolchain(right)) < 0 ? right : left;

    /// <summary>Whether <paramref name="path"/> is one of the pseudo-modules <c>go</c> and <c>toolchain</c>. Spec: GOVER-3.</summary>
    public static bool IsToolchain(string path) => path is "go" or "toolchain";

    /// <summary>Compares two versions of <paramref name="path"/>: Go versions for <c>go</c> and <c>toolchain</c>, semantic ones else. Spec: SEMVER-7.</summary>
    public static int CompareVersions(string path, string left, string right) => path switch
    {
        "go" => Compare(left, right),
        "toolchain" => Compare(WithoutToolchainName(left), WithoutToolchainName(right)),
        _ => SemanticVersion.Compare(left, right),
    };

    /// <summary>Whether <paramref name="version"/> has the syntax that versions of <paramref name="path"/> have. Spec: SEMVER-7.</summary>
    public static bool IsValidVersion(string path, string version) => path switch
    {
        "go" => IsValid(version),
        "toolchain" => IsValid(FromToolchain(version)),
        _ => SemanticVersion.IsValid(version),
    };

    /// <summary>Whether a valid <paramref name="version"/> names a range, as <c>v1</c> and <c>v1.2</c> do. Spec: QUERY-3.</summary>
    public static bool IsPrefix(string path, string version) => path switch
    {
        "go" => IsLanguage(version),
        "toolchain" => IsLanguage(FromToolchain(version)),
        _ => !version.AsSpan().ContainsAny('-', '+') && version.AsSpan().Count('.') < 2,
    };

    /// <summary>Whether <paramref name="version"/> of <paramref name="path"/> is a pre-release.</summary>
    public static bool IsPrereleaseVersion(string path, string version) =>
        IsToolchain(path) ? IsPrerelease(version) : SemanticVersion.Prerelease(version).Length > 0;

    /// <summary>The first two numbers of a version of <paramref name="path"/>; empty when invalid.</summary>
    public static string MajorMinor(string path, string version) => path switch
    {
        "go" => Language(version),
        "toolchain" => "go" + Language(FromToolchain(version)),
        _ => SemanticVersion.MajorMinor(version),
    };

    /// <summary>
    /// The order of module lists and go.sum: by path, then by version; of a version with a file (<c>v1.0.0/go.mod</c>) the file comes last.
    /// </summary>
    public static int CompareModules(ModuleId left, ModuleId right)
    {
        var order = Utf8Order.Compare(left.Path, right.Path);
        if (order != 0)
        {
            return order;
        }

        var (leftVersion, leftFile) = SplitFile(left.Version);
        var (rightVersion, rightFile) = SplitFile(right.Version);
        return leftVersion != rightVersion
            ? CompareVersions(left.Path, leftVersion, rightVersion)
            : Utf8Order.Compare(leftFile, rightFile);
    }

    private static (string Version, string File) SplitFile(string version)
    {
        var slash = version.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (version, "") : (version[..slash], version[slash..]);
    }

    private static string WithoutToolchainName(string version) => IsValid(version) ? version : FromToolchain(version);
}
