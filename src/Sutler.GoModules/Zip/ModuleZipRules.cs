using System.Text;
using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Zip;

/// <summary>What makes a zip a legal module zip, by its central directory alone. Spec: CHECK-1, UNZIP-2 to UNZIP-8.</summary>
public static class ModuleZipRules
{
    /// <summary>
    /// Null, or <c>zip for p@v has unexpected file name</c> for the first entry, in zip order, outside of <c>p@v/</c>:
    /// what is asked of a zip just downloaded. Spec: CHECK-1.
    /// </summary>
    public static SutlerException? FindUnexpectedFile(ZipDirectory directory, ModuleId module)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var prefix = PrefixBytes(module);
        foreach (var entry in directory.Entries)
        {
            if (!entry.NameBytes.StartsWith(prefix))
            {
                return new SutlerException($"zip for {module.Path}@{module.Version} has unexpected file {entry.Name}");
            }
        }

        return null;
    }

    /// <summary>
    /// The layout of a legal zip; else null, and <paramref name="violation"/> is the go command's text: all bad entries,
    /// one per line, or the size rule that the zip as a whole breaks. Spec: UNZIP-2 to UNZIP-4.
    /// </summary>
    public static ModuleZipLayout? Check(ZipDirectory directory, long zipBytes, ModuleId module, out string? violation)
    {
        ArgumentNullException.ThrowIfNull(directory);
        violation = CheckModule(module) ?? CheckZipLength(zipBytes);
        if (violation is not null)
        {
            return null;
        }

        var check = new EntryChecks(PrefixBytes(module), directory.Entries.Count);
        var files = new string?[directory.Entries.Count];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = check.FileOf(directory.Entries[i]);
        }

        violation = check.Violation;
        return violation is null ? new ModuleZipLayout(files) : null;
    }

    /// <summary>Null, or why there can be no zip of such a path and version. Spec: UNZIP-2.</summary>
    internal static string? CheckModule(ModuleId module)
    {
        var canonical = SemanticVersion.CanonicalVersion(module.Version);
        return string.Equals(canonical, module.Version, StringComparison.Ordinal)
            ? ModulePathRules.Check(module.Path, module.Version)?.Reason
            : $"version {GoQuoting.Quote(module.Version)} is not canonical (should be {GoQuoting.Quote(canonical)})";
    }

    private static string? CheckZipLength(long length) => length > ModuleZipLimits.Zip
        ? $"module zip file is too large ({length} bytes; limit is {ModuleZipLimits.Zip} bytes)"
        : null;

    private static byte[] PrefixBytes(ModuleId module) => Encoding.UTF8.GetBytes($"{module.Path}@{module.Version}/");

    private sealed class EntryChecks(byte[] prefix, int entries)
    {
        private const string GoMod = "go.mod";

        private readonly PathCollisions _collisions = new(entries);
        private readonly StringBuilder _violations = new();
        private string? _sizeViolation;
        private long _totalLength;

        // A broken size rule hides what is wrong with single entries.
        public string? Violation => _sizeViolation ?? (_violations.Length > 0 ? _violations.ToString() : null);

        public string? FileOf(ZipEntry entry)
        {
            if (!entry.NameBytes.StartsWith(prefix))
            {
                Report(entry, $"path does not have prefix {GoQuoting.Quote(Encoding.UTF8.GetString(prefix))}");
                return null;
            }

            var path = Encoding.UTF8.GetString(entry.NameBytes[prefix.Length..]);
            if (path.Length == 0)
            {
                return null;
            }

            var isDirectory = path.EndsWith('/');
            path = isDirectory ? path[..^1] : path;
            var reason = CheckPath(entry, path, isDirectory) ?? (isDirectory ? null : CheckFile(entry, path));
            if (reason is not null)
            {
                Report(entry, reason);
            }

            return isDirectory || reason is not null ? null : path;
        }

        private string? CheckPath(ZipEntry entry, string path, bool isDirectory)
        {
            if (!CleanPath.IsClean(path))
            {
                return "file path is not clean";
            }

            if (!entry.IsNameUtf8)
            {
                var bytes = entry.NameBytes[prefix.Length..];
                return $"malformed file path {GoQuoting.QuoteUtf8(isDirectory ? bytes[..^1] : bytes)}: invalid UTF-8";
            }

            return ModulePathRules.CheckFilePath(path)?.Reason ?? _collisions.Add(path, isDirectory);
        }

        private string? CheckFile(ZipEntry entry, string path)
        {
            var name = path.AsSpan(path.LastIndexOf('/') + 1);
            if (name.Length == GoMod.Length && path != GoMod && SimpleFolding.AreEqual(name.ToString(), GoMod))
            {
                return name.Length < path.Length ? "go.mod file not in module root directory" : "go.mod files must have lowercase names";
            }

            CountLength(entry);

            // A length of 2^63 or more is only too much in total, as in the go command's signed numbers.
            var length = unchecked((long)entry.Length);
            return path switch
            {
                GoMod when length > ModuleZipLimits.GoMod => $"go.mod file too large (max size is {ModuleZipLimits.GoMod} bytes)",
                "LICENSE" when length > ModuleZipLimits.License => $"LICENSE file too large (max size is {ModuleZipLimits.License} bytes)",
                _ => null,
            };
        }

        private void CountLength(ZipEntry entry)
        {
            if (entry.Length <= (ulong)(ModuleZipLimits.Zip - _totalLength))
            {
                _totalLength += (long)entry.Length;
            }
            else
            {
                _sizeViolation = $"total uncompressed size of module contents too large (max size is {ModuleZipLimits.Zip} bytes)";
            }
        }

        private void Report(ZipEntry entry, string reason) =>
            _violations.Append(_violations.Length > 0 ? "\n" : "").Append(entry.Name).Append(": ").Append(reason);
    }
}
