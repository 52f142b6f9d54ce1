using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>
/// The pseudo-modules <c>go</c> and <c>toolchain</c>: versions of Go, read off the versions of golang.org/toolchain
/// such as <c>v0.0.1-go1.21.0.linux-amd64</c>. Spec: GOVER-3.
/// </summary>
/// <param name="path"><c>go</c> or <c>toolchain</c>.</param>
/// <param name="toolchains">Source of golang.org/toolchain.</param>
/// <param name="runningVersion">Version of Go we stand in for, which exists in any case.</param>
internal sealed class ToolchainVersions(string path, IVersionSource toolchains, string runningVersion) : IVersionSource
{
    /// <summary>Path of the module whose versions are the toolchains.</summary>
    public const string ModulePath = "golang.org/toolchain";

    private string NamePrefix => path == "toolchain" ? "go" : "";

    public async Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken)
    {
        var listing = await toolchains.VersionsAsync("", cancellationToken);
        var order = Comparer<string>.Create((left, right) => GoVersion.CompareVersions(path, left, right));
        var versions = listing.Versions.Select(GoVersionOf).OfType<string>().Append(runningVersion)
            .Distinct(StringComparer.Ordinal).Select(version => NamePrefix + version).Order(order);
        return new VersionListing([.. versions]);
    }

    public async Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken)
    {
        // Both go@go1.21.0 and toolchain@1.21.0 are common slips, silently put right.
        var version = revision.StartsWith("go", StringComparison.Ordinal) ? revision["go".Length..] : revision;
        if (!GoVersion.IsValid(version))
        {
            throw new SutlerException($"invalid {path} version {revision}");
        }

        var isKnown = path == "go" ? GoVersion.Compare(version, runningVersion) <= 0 : version == runningVersion;
        if (isKnown)
        {
            return new RevisionInfo { Version = NamePrefix + version };
        }

        if (GoVersion.IsLanguage(version))
        {
            throw new SutlerException($"go language version {revision} is not a toolchain version");
        }

        // Asked for one platform, so that the answer is the same on all.
        var toolchain = await toolchains.StatAsync($"v0.0.1-go{version}.linux-amd64", cancellationToken);
        return new RevisionInfo { Version = NamePrefix + version, Time = toolchain.Time };
    }

    public async Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken)
    {
        var listing = await VersionsAsync("", cancellationToken);
        return await StatAsync(listing.Versions[^1], cancellationToken);
    }

    private static string? GoVersionOf(string toolchainVersion)
    {
        var dash = toolchainVersion.IndexOf('-', StringComparison.Ordinal);
        var platform = toolchainVersion.LastIndexOf('.');
        if (dash < 0 || platform <= dash || !toolchainVersion[platform..].Contains('-', StringComparison.Ordinal))
        {
            return null;
        }

        var name = toolchainVersion[(dash + 1)..platform];
        return name.StartsWith("go", StringComparison.Ordinal) ? name["go".Length..] : name;
    }
}
