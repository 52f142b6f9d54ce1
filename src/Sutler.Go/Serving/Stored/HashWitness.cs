using System.Text;
using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.GoModules.Modules;
using Sutler.GoModules.TransparencyLog;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Serving.Stored;

/// <summary>Says whether a hash is what the world knows, before the bytes behind it are kept.</summary>
/// <remarks>It asks the relay of this server, which proves what the checksum database says and keeps it. Spec: SUMDB-3, WHEN-3 to WHEN-6.</remarks>
/// <param name="relay">Proven records.</param>
/// <param name="database">Which database; null asks none.</param>
/// <param name="isPrivate">Modules that no database may hear of.</param>
public sealed class HashWitness(IChecksumDatabaseServer relay, string? database, GlobList isPrivate)
{
    private const string GoModSuffix = "/go.mod";
    private const string Toolchain = "golang.org/toolchain";

    /// <summary>Agrees with everything: there is no checksum database (GOSUMDB=off).</summary>
    public static HashWitness None { get; } = new(new NoDatabase(), null, new GlobList(""));

    /// <summary>
    /// Who vouches for a hash; null where nobody is to be asked, or whoever was asked says nothing. The version may end in <c>/go.mod</c>. Throws a
    /// <see cref="VerificationException"/> when the database knows another hash, and other failures when it cannot be asked.
    /// </summary>
    public async Task<string?> VouchAsync(ModuleId module, H1Hash hash, CancellationToken cancellationToken)
    {
        // Toolchains are programs to run: no list exempts them. Spec: SUMDB-3.
        if (database is null || (module.Path != Toolchain && isPrivate.Matches(module.Path)))
        {
            return null;
        }

        var version = module.Version.EndsWith(GoModSuffix, StringComparison.Ordinal) ? module.Version[..^GoModSuffix.Length] : module.Version;
        if (!ModulePath.TryParse(module.Path, out var path, out _) || !ModulePathRules.TryEscapeVersion(version, out var escaped, out _))
        {
            throw new SutlerException($"{module}: has no name in a checksum database");
        }

        var request = new ChecksumDatabaseRequest.Endpoint(database, $"lookup/{path.Escaped}@{escaped}");
        switch (await relay.AnswerAsync(request, RequestTerms.Usual, cancellationToken))
        {
            case ServedAnswer.Found { Content.Bytes: { } record }:
                return Agrees(module, hash, record) ? database : null;
            case ServedAnswer.Failed failed:
                throw new SutlerException($"verifying {module.Path}@{module.Version}: {failed.Reason}");
            case ServedAnswer.Absent absent:
                throw new SutlerException($"verifying {module.Path}@{module.Version}: {database} does not know it: {absent.Reason}");
            case ServedAnswer.Refused refused:
                throw new SutlerException($"verifying {module.Path}@{module.Version}: {refused.Reason}");
            default:
                throw new SutlerException($"verifying {module.Path}@{module.Version}: {database} gave no record");
        }
    }

    // The first line about the module that is an h1 decides; a record without one says nothing (WHEN-6).
    private bool Agrees(ModuleId module, H1Hash hash, ReadOnlyMemory<byte> record)
    {
        if (!LogRecord.TryParse(record, out var parsed, out var error))
        {
            throw new VerificationException($"verifying {module.Path}@{module.Version}: {database} gave no record: {error.Reason}");
        }

        var prefix = $"{module.Path} {module.Version} h1:";
        var line = Encoding.UTF8.GetString(parsed.Text.Span).Split('\n').FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal));
        var known = line?[(prefix.Length - "h1:".Length)..];
        return known is null || known == hash.Text
            ? known is not null
            : throw new VerificationException($"{module.Path}@{module.Version}: checksum mismatch: the source gave {hash}, {database} has {known}; nothing of it is given on");
    }

    private sealed class NoDatabase : IChecksumDatabaseServer
    {
        public ValueTask<ServedAnswer> AnswerAsync(ChecksumDatabaseRequest request, RequestTerms terms, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ServedAnswer>(new ServedAnswer.Absent(404, "no checksum database"));
    }
}
