using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Verify;

/// <summary>Looks at everything the cache holds of one module version. Used once.</summary>
/// <remarks>Zip, tree and hash are judged together, in <c>ModuleCheck.Content.cs</c>: each may be the one that was changed.</remarks>
internal sealed partial class ModuleCheck
{
    private const int LargestInfo = 16 << 20;
    private const int LargestZipHash = 1024;
    private const string AgainstDatabase = "go.sum against the checksum database";

    private readonly VerifyContext _context;
    private readonly CachedVersion _version;
    private readonly List<Finding> _findings = [];
    private readonly List<VerifyNote> _notes = [];

    public ModuleCheck(VerifyContext context, CachedVersion version)
    {
        _context = context;
        _version = version;
    }

    private ModuleId Module => _version.Module;

    /// <summary>What was found, in the order of the files.</summary>
    public async Task<(IReadOnlyList<Finding> Findings, IReadOnlyList<VerifyNote> Notes)> RunAsync(CancellationToken cancellationToken)
    {
        CheckInfo();
        await CheckGoModAsync(cancellationToken);
        await CheckContentAsync(cancellationToken);
        return (_findings, _notes.Distinct().ToList());
    }

    private void CheckInfo()
    {
        if (Read(_version.InfoPath, LargestInfo) is not { } file)
        {
            return;
        }

        Finding? finding = null;
        if (!InfoFile.TryParse(file.Bytes, out var info, out var error))
        {
            finding = new Finding { Kind = FindingKind.InfoModified, File = _version.InfoPath, Detail = error.Reason };
        }
        else if (info.Version != Module.Version)
        {
            finding = new Finding { Kind = FindingKind.InfoModified, File = _version.InfoPath, Expected = Module.Version, Found = info.Version, Detail = "it speaks of another version" };
        }

        AddWithEvidence(finding, _version.InfoPath, _context.Evidence.Compare(_version.InfoPath, file), "; it is still valid");
    }

    private async Task CheckGoModAsync(CancellationToken cancellationToken)
    {
        if (Read(_version.ModPath, ModuleZipLimits.GoMod) is not { } file)
        {
            return;
        }

        var opinion = await _context.Authority.FindAsync(Module with { Version = Module.Version + "/go.mod" }, cancellationToken);
        var hash = H1.OfGoMod(file.Bytes);
        Note("go.mod", opinion.Unchecked);
        Note(AgainstDatabase, opinion.Unconfirmed);
        AddContradictions(opinion);
        var finding = opinion.Trusted is { } trusted && trusted.Hash != hash.Text ? Mismatch(FindingKind.GoModModified, _version.ModPath, trusted, hash.Text) : null;
        AddWithEvidence(finding, _version.ModPath, _context.Evidence.Compare(_version.ModPath, file), opinion.Trusted is null ? "" : "; its hash still holds");
    }

    private StoredFile.Content? Read(string path, long limit)
    {
        var file = StoredFile.Read(path, limit);
        if (file is StoredFile.Bad { Finding: var finding })
        {
            Add(finding);
        }

        return file as StoredFile.Content;
    }

    private void Add(Finding finding) => _findings.Add(finding with { Module = Module });

    // Of a file that is found bad anyway the records tell which blocks; of one that seems good they are all there is.
    private void AddWithEvidence(Finding? finding, string path, RawComparison? evidence, string otherwise)
    {
        if (evidence is { IsSame: false })
        {
            finding = finding is null
                ? new Finding { Kind = FindingKind.BytesDiffer, File = path, Detail = evidence.Detail + otherwise, Blocks = evidence.Blocks }
                : finding with { Detail = Join(finding.Detail, evidence.Detail), Blocks = evidence.Blocks };
        }
        else if (finding is not null && evidence is { IsSame: true })
        {
            finding = finding with { Detail = Join(finding.Detail, "its bytes are those that were stored") };
        }

        if (finding is not null)
        {
            Add(finding);
        }
    }

    private void AddContradictions(HashOpinion opinion)
    {
        foreach (var sum in opinion.Contradicting)
        {
            Add(Mismatch(FindingKind.GoSumModified, sum.File, opinion.Trusted!, sum.Hash) with
            {
                Detail = opinion.Database is null
                    ? "the go.sum files contradict each other"
                    : "the line was tampered with, or the tag was moved after one of the two saw it",
            });
        }
    }

    private void Note(string what, string reason)
    {
        if (reason.Length > 0)
        {
            _notes.Add(new VerifyNote(Module, what, reason));
        }
    }

    private static string Join(string first, string second) => first.Length == 0 ? second : $"{first}; {second}";

    private static Finding Mismatch(FindingKind kind, string file, Reference expected, string found) =>
        new() { Kind = kind, File = file, Expected = expected.Hash, ExpectedFrom = expected.From, Found = found };
}
