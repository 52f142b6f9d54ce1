using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Zip;

public sealed class ZipStructureTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public static TheoryData<string, byte[]> Honest => new()
    {
        { "as go writes it", ModuleZipBuilder.Build(new ModuleId("m", "v1.0.0"), [("go.mod", "module m\n"), ("a.go", "package a\n")]) },
        { "stored", new ModuleZipBuilder().Add(new ZipEntryForm("a", "bee") { Method = 0 }).Add(new ZipEntryForm("b", "") { Method = 0 }).ToArray() },
        { "deflated, lengths before", new ModuleZipBuilder().Add("a", "bee").Add("b", "").ToArray() },
        { "descriptors without signature", new ModuleZipBuilder().Add(new ZipEntryForm("a", "bee") { Descriptor = true, DescriptorSignature = false }).Add("b", "x").ToArray() },
        { "64-bit end record", new ModuleZipBuilder { Zip64 = true }.Add("a", "bee").Add("b", "").ToArray() },
        { "64-bit entry", new ModuleZipBuilder().Add(new ZipEntryForm("a", "bee") { Zip64 = true }).ToArray() },
        { "comment", new ModuleZipBuilder { Comment = "hello"u8.ToArray() }.Add("a", "bee").ToArray() },
        { "no entries", new ModuleZipBuilder().ToArray() },
        { "extra fields of other lengths", new ModuleZipBuilder().Add(new ZipEntryForm("a", "x") { Extra = Extra(0x5455, 5), LocalExtra = Extra(0x5455, 9) }).ToArray() },
        { "extra fields of one length", new ModuleZipBuilder().Add(new ZipEntryForm("a", "x") { Extra = Extra(0x5455, 5), LocalExtra = Extra(0x5455, 5) }).ToArray() },
    };

    public static TheoryData<string, byte[], string> Faulty => new()
    {
        { "bytes before", new ModuleZipBuilder { Prepended = new byte[3] }.Add("a", "bee").ToArray(), "the central directory does not stand where the end record says" },
        { "bytes after", new ModuleZipBuilder { Trailing = new byte[3] }.Add("a", "bee").ToArray(), "bytes behind the end of the zip belong to nothing" },
        { "another name", new ModuleZipBuilder().Add(new ZipEntryForm("a", "x") { LocalName = "b" }).ToArray(), "a: its name differs between local header and directory" },
        { "another extra field", new ModuleZipBuilder().Add(new ZipEntryForm("a", "x") { Extra = Extra(0x5455, 5), LocalExtra = Extra(0x5456, 5) }).ToArray(), "a: its extra field differs between local header and directory" },
        { "another CRC-32 in the descriptor", new ModuleZipBuilder().Add(new ZipEntryForm("a", "x") { Descriptor = true, DescriptorCrc32 = 1 }).ToArray(), "a: its data descriptor differs from the directory" },
        { "a gap", new ModuleZipBuilder().Add(new ZipEntryForm("a", "bee") { Method = 0, StatedPackedLength = 2, StatedLength = 2 }).Add("b", "").ToArray(), "a: its packed length differs between local header and directory" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Honest))]
    public void Finds_nothing_in_an_honest_zip(string name, byte[] zip) => Assert.Equal((name, ""), (name, Faults(zip)));

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Names_the_entry_and_what_contradicts_what(string name, byte[] zip, string fault) => Assert.Equal((name, fault), (name, Faults(zip).Split('\n')[0]));

    [Fact]
    public void Every_byte_that_a_zip_says_twice_or_that_its_content_covers_is_found_when_it_changes()
    {
        foreach (var (name, zip) in Honest.Select(row => row.Data).Where(row => row.Item1 is "as go writes it" or "stored" or "descriptors without signature" or "deflated, lengths before"))
        {
            var whole = Content(zip);
            var quiet = new List<int>();
            for (var at = 0; at < zip.Length; at++)
            {
                foreach (var bit in new[] { 0, 3, 7 })
                {
                    zip[at] ^= (byte)(1 << bit);
                    if (Content(zip) == whole && Faults(zip).Length == 0)
                    {
                        quiet.Add(at);
                    }

                    zip[at] ^= (byte)(1 << bit);
                }
            }

            // The version "made by", the attributes, and bits that the inflater skips behind the last symbol of an entry.
            var saidOnce = SaidOnce(zip);
            var inflated = InflatedEnds(zip);
            Assert.True(quiet.TrueForAll(at => saidOnce.Contains(at) || inflated.Contains(at)), $"{name}: {string.Join(' ', quiet.Except(saidOnce).Except(inflated))}");
            Assert.Equal(saidOnce.Order(), quiet.Distinct().Where(saidOnce.Contains).Order());
        }
    }

    private static HashSet<int> SaidOnce(byte[] zip) =>
    [
        .. Enumerable.Range(0, zip.Length - 46)
            .Where(at => zip.AsSpan(at).StartsWith("PK\x01\x02"u8))
            .SelectMany(at => new[] { 4, 5, 36, 37, 38, 39, 40, 41 }.Select(offset => at + offset)),
    ];

    private static HashSet<int> InflatedEnds(byte[] zip) =>
    [
        .. ZipDirectory.Parse(zip).Entries.Where(entry => entry.Method == ZipEntry.Deflated)
            .Select(entry => (int)entry.HeaderOffset + 30 + entry.NameBytes.Length + (int)entry.CompressedLength - 1),
    ];

    private string Content(byte[] zip)
    {
        File.WriteAllBytes(_scratch["m.zip"], zip);
        try
        {
            using var opened = ModuleZip.Open(_scratch["m.zip"]);
            return opened.Hash(Cancellation).Text;
        }
        catch (Sutler.Errors.SutlerException damage)
        {
            return damage.Message;
        }
    }

    private static string Faults(byte[] zip)
    {
        try
        {
            return string.Join('\n', ZipStructure.Check(zip.Length, ReaderOf(zip)).Select(fault => fault.Entry is null ? fault.Reason : $"{fault.Entry}: {fault.Reason}"));
        }
        catch (ZipFormatException damage)
        {
            return damage.Message;
        }
    }

    private static ZipReadAt ReaderOf(byte[] zip) => (offset, destination) =>
    {
        var count = (int)Math.Min(destination.Length, zip.Length - offset);
        zip.AsSpan((int)offset, count).CopyTo(destination);
        return count;
    };

    private static byte[] Extra(ushort tag, byte length) => [(byte)tag, (byte)(tag >> 8), length, 0, .. new byte[length]];
}
