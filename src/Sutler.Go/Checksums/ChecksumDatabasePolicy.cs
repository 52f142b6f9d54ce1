using Sutler.Go.Environment;

namespace Sutler.Go.Checksums;

/// <summary>Decides which modules the checksum database is asked about; its server never hears of any other.</summary>
public static class ChecksumDatabasePolicy
{
    private const string Toolchain = "golang.org/toolchain";

    /// <summary>
    /// Whether a module must be found in the database: GOSUMDB is not <c>off</c> and the path is not in GONOSUMDB. A toolchain
    /// cannot be in go.sum, so for it the answer is yes even then, save when it comes from a local directory. Spec: SUMDB-3.
    /// </summary>
    public static bool Applies(GoEnvironment environment, string modulePath) =>
        (modulePath == Toolchain && !MayComeUnchecked(environment))
        || (environment.GoSumDb != "off" && !environment.GoNoSumDb.Matches(modulePath));

    private static bool MayComeUnchecked(GoEnvironment environment)
    {
        var fromDirectory = environment.GoProxy.StartsWith("file://", StringComparison.Ordinal) && !environment.GoProxy.AsSpan().ContainsAny(',', '|');
        // The public proxy makes its first download with this agent, before its own database can know the toolchain.
        var isPublicProxy = environment.Variables.TryGetValue("GIT_HTTP_USER_AGENT", out var agent)
            && agent.Contains("proxy.golang.org", StringComparison.Ordinal);
        return fromDirectory || isPublicProxy;
    }
}
