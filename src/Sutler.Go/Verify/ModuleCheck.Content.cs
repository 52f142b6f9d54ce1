using Microsoft.Win32.SafeHandles;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Zip;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Verify;

internal sealed partial class ModuleCheck
{
    private async Task CheckContentAsync(CancellationToken cancellationToken)
    {
        var recorded = ReadZipHash(out var hashEvidence);
        using var zip = OpenZip();
        var tree = ReadTree(recorded is not null || zip.IsThere, cancellationToken);
        if (recorded is null && !zip.IsThere && tree is null)
        {
            return;
        }

        if (recorded is null && zip.IsThere && !_findings.Exists(finding => finding.File == _version.ZipHashPath))
        {
            Add(new Finding { Kind = FindingKind.ZipHashMissing, File = _version.ZipHashPath, Expected = "file", Found = "nothing" });
        }

        var opinion = await _context.Authority.FindAsync(Module, cancellationToken);
        Note(zip.IsThere ? "zip" : "tree", opinion.Unchecked);
        Note(AgainstDatabase, opinion.Unconfirmed);
        AddContradictions(opinion);
        var content = zip.Zip is null ? null : Inspect(zip.Zip, cancellationToken);
        var zipHash = content?.Inspection.Hash?.Text;
        var treeHash = tree?.Scan.Hash(Module)?.Text;
        var trusted = opinion.Trusted ?? Blame(recorded, zipHash, treeHash, zip.Evidence(_context, cancellationToken), hashEvidence);
        CheckZipHash(recorded, trusted, hashEvidence);
        CheckZip(zip, content, trusted, treeHash, tree, cancellationToken);
        CheckTree(tree, content, zipHash is not null && zipHash == trusted?.Hash, treeHash, trusted);
    }

    private string? ReadZipHash(out RawComparison? evidence)
    {
        evidence = null;
        if (Read(_version.ZipHashPath, LargestZipHash) is not { } file)
        {
            return null;
        }

        evidence = _context.Evidence.Compare(_version.ZipHashPath, file);
        switch (ZipHash.Parse(file.Bytes))
        {
            case ZipHash.Present present:
                if (file.Bytes.Length == present.Hash.Text.Length)
                {
                    return present.Hash.Text;
                }

                AddWithEvidence(null, _version.ZipHashPath, evidence, "; white space does not count");
                return present.Hash.Text;
            case var bad:
                var found = bad is ZipHash.Unexpected unexpected ? unexpected.Text : $"{file.Bytes.Length} bytes that are no hash";
                AddWithEvidence(new Finding { Kind = FindingKind.ZipHashModified, File = _version.ZipHashPath, Expected = "an h1 hash", Found = found }, _version.ZipHashPath, evidence, "");
                return null;
        }
    }

    // Nobody but the record says which hash is right: where zip and record disagree, one of them was changed, and evidence tells which.
    private Reference? Blame(string? recorded, string? zipHash, string? treeHash, RawComparison? zipEvidence, RawComparison? hashEvidence)
    {
        if (recorded is null)
        {
            return null;
        }

        var isRecordChanged = zipHash is not null && zipHash != recorded
            && ((zipEvidence is { IsSame: true } && hashEvidence is not { IsSame: true }) || (zipEvidence is not { IsSame: false } && treeHash == zipHash));
        return isRecordChanged ? new Reference("zip", _version.ZipPath, zipHash!) : new Reference("ziphash", _version.ZipHashPath, recorded);
    }

    private void CheckZipHash(string? recorded, Reference? trusted, RawComparison? evidence)
    {
        if (recorded is null || _findings.Exists(finding => finding.File == _version.ZipHashPath))
        {
            return;
        }

        var finding = trusted is not null && trusted.Hash != recorded ? Mismatch(FindingKind.ZipHashModified, _version.ZipHashPath, trusted, recorded) : null;
        AddWithEvidence(finding, _version.ZipHashPath, evidence, "");
    }

    private void CheckZip(
        ZipAccess zip, TreeComparison.ModuleZip? content, Reference? trusted, string? treeHash, TreeState? tree, CancellationToken cancellationToken)
    {
        if (!zip.IsThere)
        {
            return;
        }

        var evidence = zip.Evidence(_context, cancellationToken);
        if (zip.Failure is not null || content is null)
        {
            AddWithEvidence(zip.Failure, _version.ZipPath, evidence, "");
            return;
        }

        var finding = FindZipDamage(content, trusted);
        if (finding is not null && tree is not null && treeHash is not null && treeHash == trusted?.Hash && finding.Entry.Length == 0)
        {
            // The tree is as it ought to be, so it tells where the zip is not.
            finding = finding with { Entry = tree.Comparison.WithZip(content).FirstOrDefault(difference => difference.Found != "directory")?.Entry ?? "" };
        }

        AddWithEvidence(finding, _version.ZipPath, evidence, finding is null && trusted is not null ? "; its content still verifies" : "");
        CheckZipForm(zip.Zip!, content, finding is not null || evidence is { IsSame: true });
    }

    private Finding? FindZipDamage(TreeComparison.ModuleZip content, Reference? trusted)
    {
        var damaged = content.Inspection.Damaged.ToList();
        if (damaged.Count > 0)
        {
            var more = damaged.Count > 1 ? $", and {damaged.Count - 1} more cannot be unpacked" : "";
            return new Finding { Kind = FindingKind.ZipDamaged, File = _version.ZipPath, Entry = InModule(damaged[0].Entry.Name), Detail = damaged[0].Reason + more };
        }

        if (content.Inspection.Hash is not { } hash)
        {
            return new Finding { Kind = FindingKind.ZipIllegal, File = _version.ZipPath, Detail = "dirhash: filenames with newlines are not supported" };
        }

        return trusted is not null && trusted.Hash != hash.Text ? Mismatch(FindingKind.ZipModified, _version.ZipPath, trusted, hash.Text) : null;
    }

    // A zip that is byte for byte as it was stored is as its source made it, however oddly.
    private void CheckZipForm(ModuleZip zip, TreeComparison.ModuleZip content, bool isKnown)
    {
        if (!isKnown && zip.FindFaults() is [var first, ..] faults)
        {
            var more = faults.Count > 1 ? $", and {faults.Count - 1} more such faults" : "";
            Add(new Finding
            {
                Kind = FindingKind.ZipInconsistent,
                File = _version.ZipPath,
                Entry = first.Entry is null ? "" : InModule(first.Entry),
                Detail = $"{first.Reason} (byte {first.Offset}){more}; its content still verifies",
            });
        }

        if (content.Illegal.Length > 0)
        {
            Add(new Finding { Kind = FindingKind.ZipIllegal, File = _version.ZipPath, Detail = content.Illegal.Split('\n')[0] });
        }
    }

    private string InModule(string name) => name.StartsWith($"{Module}/", StringComparison.Ordinal) ? name[(Module.ToString().Length + 1)..] : name;

    private TreeState? ReadTree(bool mayBeWhole, CancellationToken cancellationToken)
    {
        try
        {
            var status = FileStatus.Of(_version.TreePath);
            if (status.Kind is FileKind.Missing)
            {
                return null;
            }

            if (status.Kind != FileKind.Directory)
            {
                Add(new Finding { Kind = FindingKind.NotAFile, File = _version.TreePath, Expected = "directory", Found = StoredFile.Describe(status.Kind) });
                return null;
            }

            if (!mayBeWhole || FileStatus.Of(_version.PartialMarkerPath).Kind != FileKind.Missing)
            {
                Note("tree", "it is not complete; the next download unpacks it anew");
                return null;
            }

            var scan = TreeScan.Read(_version.TreePath, _context.Workers, cancellationToken);
            return new TreeState(status, scan, new TreeComparison(_version.TreePath, scan));
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            Add(new Finding { Kind = FindingKind.Unreadable, File = _version.TreePath, Detail = error.Message });
            return null;
        }
    }

    private void CheckTree(TreeState? tree, TreeComparison.ModuleZip? content, bool zipHolds, string? treeHash, Reference? trusted)
    {
        if (tree is null)
        {
            return;
        }

        var differences = Differences(tree, content, zipHolds, treeHash, trusted);
        var modes = tree.Comparison.Modes(tree.Status).Where(mode => !differences.Any(difference => difference.Entry == mode.Entry));
        List<Finding> findings = [.. differences, .. modes];
        foreach (var finding in findings.Take(TreeComparison.MostFindings))
        {
            Add(finding);
        }

        if (findings.Count > TreeComparison.MostFindings)
        {
            _findings[^1] = _findings[^1] with { Detail = Join(_findings[^1].Detail, $"and {findings.Count - TreeComparison.MostFindings} more differences in this tree") };
        }
    }

    private IReadOnlyList<Finding> Differences(TreeState tree, TreeComparison.ModuleZip? content, bool zipHolds, string? treeHash, Reference? trusted)
    {
        var isLegal = content is { Illegal.Length: 0 };
        if (isLegal && zipHolds)
        {
            return tree.Comparison.WithZip(content!);
        }

        var alone = tree.Comparison.Alone();
        if (treeHash is not null && (trusted is null || treeHash == trusted.Hash))
        {
            return alone;
        }

        // The zip is of no use, or only in parts: what of it can be unpacked may still tell which file it is.
        var withZip = isLegal ? tree.Comparison.WithZip(content!) : [];
        if (withZip.Count > 0)
        {
            return withZip;
        }

        return trusted is null || treeHash is null ? alone : [Mismatch(FindingKind.TreeModified, _version.TreePath, trusted, treeHash), .. alone];
    }

    private TreeComparison.ModuleZip Inspect(ModuleZip zip, CancellationToken cancellationToken)
    {
        var layout = ModuleZipRules.Check(zip.Directory, zip.Length, Module, out var violation);
        var inspection = ZipInspection.Read(zip, _context.Workers, cancellationToken);
        _context.OnRead(Module, zip.Length);
        return new TreeComparison.ModuleZip(zip.Directory, layout, inspection, violation ?? "");
    }

    private ZipAccess OpenZip()
    {
        var path = _version.ZipPath;
        try
        {
            var status = FileStatus.Of(path);
            if (StoredFile.Judge(path, status, long.MaxValue) is { } judged)
            {
                if (judged is StoredFile.Bad { Finding: var finding })
                {
                    Add(finding);
                }

                return new ZipAccess(path, default, false, null, null);
            }

            return Open(path, status);
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            return new ZipAccess(path, default, true, null, new Finding { Kind = FindingKind.Unreadable, File = path, Detail = error.Message });
        }
    }

    private static ZipAccess Open(string path, FileStatus status)
    {
        try
        {
            return status.Length == 0 ? throw new ZipFormatException(ZipFormatException.NotAZip) : new ZipAccess(path, status, true, ModuleZip.Open(path), null);
        }
        catch (ZipFormatException damage)
        {
            return new ZipAccess(path, status, true, null, new Finding { Kind = FindingKind.ZipDamaged, File = path, Detail = damage.Message });
        }
    }

    private sealed record TreeState(FileStatus Status, TreeScan Scan, TreeComparison Comparison);

    /// <summary>The zip, as far as it can be opened.</summary>
    private sealed record ZipAccess(string Path, FileStatus Status, bool IsThere, ModuleZip? Zip, Finding? Failure) : IDisposable
    {
        private bool _isCompared;
        private RawComparison? _evidence;

        /// <summary>What the records say; hashed once.</summary>
        public RawComparison? Evidence(VerifyContext context, CancellationToken cancellationToken)
        {
            if (!_isCompared && Status.Kind == FileKind.Regular)
            {
                _isCompared = true;
                _evidence = Compare(context, cancellationToken);
            }

            return _evidence;
        }

        public void Dispose() => Zip?.Dispose();

        private RawComparison? Compare(VerifyContext context, CancellationToken cancellationToken)
        {
            try
            {
                using SafeFileHandle file = File.OpenHandle(Status.Length == 0 ? NullPath : Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                return context.Evidence.Compare(Path, Status, file, cancellationToken);
            }
            catch (Exception error) when (OsError.Is(error))
            {
                // Whoever reads the content says so.
                return null;
            }
        }

        // What is empty is not opened: it may be a pipe.
        private static string NullPath => OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
    }
}
