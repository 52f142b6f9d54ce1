using System.Diagnostics;
using Sutler.Errors;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets of module zips; each throws only when an invariant breaks.</summary>
public static class ZipFuzzTargets
{
    private static readonly ModuleId Module = new("example.com/m", "v1.0.0");

    /// <summary>Central directories: read or refused, and judged; a legal zip lays out each file once.</summary>
    public static void ZipDirectories(ReadOnlySpan<byte> data)
    {
        try
        {
            var directory = ZipDirectory.Parse(data.ToArray());
            var layout = ModuleZipRules.Check(directory, data.Length, Module, out var violation);
            Demand(layout is null == violation is not null, "a layout with a violation, or neither");
            if (layout is not null)
            {
                var files = layout.Files.OfType<string>().ToList();
                Demand(files.Distinct(StringComparer.OrdinalIgnoreCase).Count() == files.Count, "a file twice");
                Demand(files.TrueForAll(file => !file.Split('/').Contains("..")), "a file outside");
                Demand(ModuleZipRules.FindUnexpectedFile(directory, Module) is null, "a legal file without the prefix");
            }
        }
        catch (ZipFormatException)
        {
            // No zip.
        }
    }

    /// <summary>What a zip says twice: compared or refused; each fault lies in the file or at its end, and has a reason.</summary>
    public static void ZipStructures(ReadOnlySpan<byte> data)
    {
        var zip = data.ToArray();
        try
        {
            var faults = ZipStructure.Check(zip.Length, (offset, destination) =>
            {
                var count = (int)Math.Min(destination.Length, zip.Length - offset);
                zip.AsSpan((int)offset, count).CopyTo(destination);
                return count;
            });
            Demand(faults.All(fault => fault.Reason.Length > 0), "a fault without a reason");
            Demand(faults.Count > 0 || ZipDirectory.Parse(zip).Entries.Count >= 0, "no fault in what is no zip");
        }
        catch (ZipFormatException)
        {
            // No zip.
        }
    }

    /// <summary>Whole zips: nothing appears outside of the target, nothing stays after a failure, and all hashes agree.</summary>
    public static void ModuleZips(ReadOnlySpan<byte> data)
    {
        using var scratch = new ScratchDirectory();
        File.WriteAllBytes(scratch["m.zip"], data);
        Directory.CreateDirectory(scratch["in"]);
        var unpacked = TryUnpack(scratch["m.zip"], scratch["in/tree"]);
        var outside = scratch.Tree().Where(name => !name.StartsWith("in/tree/", StringComparison.Ordinal));
        Demand(outside.SequenceEqual(["in/", "m.zip"]), "something outside of the target");
        Demand(Directory.Exists(scratch["in/tree"]) == unpacked, "a tree after a failure, or none after a success");
    }

    private static bool TryUnpack(string path, string target)
    {
        string? hashFailure = null;
        try
        {
            using var zip = ModuleZip.Open(path);
            H1Hash hash = default;
            try
            {
                hash = zip.Hash(CancellationToken.None);
            }
            catch (SutlerException e)
            {
                hashFailure = e.Message;
            }

            var outcome = Wait(new ModuleZipUnpacker(2).UnpackAsync(zip, Module, target, writableDirectories: false, CancellationToken.None));
            Demand(hashFailure is null && outcome.Hash == hash, "hashing and unpacking disagree");
            if (outcome.Illegal is not null)
            {
                return false;
            }

            // Directory entries count in the zip's hash and leave no trace in the tree.
            var hasDirectories = zip.Directory.Entries.Any(entry => entry.IsDirectory);
            Demand(hasDirectories || TreeHash.Compute(target, Module, CancellationToken.None) == hash, "the tree hashes differently");
            return true;
        }
        catch (SutlerException e)
        {
            Demand(hashFailure is null || hashFailure == e.Message, "hashing and unpacking fail differently");
            return false;
        }
    }

    // A fuzz target is synchronous; the unpacker's threads are its own, so waiting cannot starve them.
#pragma warning disable VSTHRD002
    private static UnpackOutcome Wait(Task<UnpackOutcome> unpacking) => unpacking.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new UnreachableException(otherwise);
        }
    }
}
