using System.Text;
using CsCheck;
using Sutler.Go.Download;
using Sutler.Go.Sources;
using Sutler.Output;
using Xunit;

namespace Sutler.Tests.Output;

/// <summary>Every expected text was printed by Go 1.24's json.MarshalIndent(v, "", "\t"). Spec: JSON-1, JSON-2.</summary>
public sealed class ModuleJsonWriterTests
{
    [Fact]
    public void Prints_all_members_in_order() => Assert.Equal(
        """
        {
        	"Path": "a.b/c",
        	"Version": "v1.2.3",
        	"Query": "latest",
        	"Error": "no",
        	"Info": "/i",
        	"GoMod": "/m",
        	"Zip": "/z",
        	"Dir": "/d",
        	"Sum": "h1:a+b/c=",
        	"GoModSum": "h1:d=",
        	"Origin": {
        		"VCS": "git",
        		"URL": "https://a.b/c",
        		"Subdir": "s",
        		"Hash": "abc",
        		"TagPrefix": "s/",
        		"TagSum": "t1:x=",
        		"Ref": "refs/tags/v1.2.3",
        		"RepoSum": "r1:y="
        	},
        	"Reuse": true
        }

        """,
        Print(new DownloadedModule
        {
            Path = "a.b/c",
            Version = "v1.2.3",
            Query = "latest",
            Error = "no",
            Info = "/i",
            GoMod = "/m",
            Zip = "/z",
            Dir = "/d",
            Sum = "h1:a+b/c=",
            GoModSum = "h1:d=",
            Origin = new Origin
            {
                Vcs = "git",
                Url = "https://a.b/c",
                Subdir = "s",
                Hash = "abc",
                TagPrefix = "s/",
                TagSum = "t1:x=",
                Ref = "refs/tags/v1.2.3",
                RepoSum = "r1:y=",
            },
            Reuse = true,
        }));

    [Fact]
    public void Leaves_out_what_is_empty() => Assert.Equal("{\n\t\"Path\": \"a\"\n}\n", Print(new DownloadedModule { Path = "a" }));

    [Fact]
    public void Prints_an_empty_object_on_one_line() => Assert.Equal("{}\n", Print(new DownloadedModule()));

    [Fact]
    public void Prints_an_empty_origin_on_one_line() =>
        Assert.Equal("{\n\t\"Path\": \"a\",\n\t\"Origin\": {}\n}\n", Print(new DownloadedModule { Path = "a", Origin = new Origin() }));

    [Theory]
    [InlineData("short escapes", "\b\t\n\f\r\"\\", @"\b\t\n\f\r\""\\")]
    [InlineData("control characters", "\0\u0001\u000b\u001b\u001f", @"\u0000\u0001\u000b\u001b\u001f")]
    [InlineData("HTML", "<a&b>", @"\u003ca\u0026b\u003e")]
    [InlineData("line separators", "\u2028\u2029", @"\u2028\u2029")]
    [InlineData("left as they are", "+'/`=~\u007f\u0080é\u202a\ufeff\uffff", "+'/`=~\u007f\u0080é\u202a\ufeff\uffff")]
    [InlineData("outside the basic plane", "😀", "😀")]
    [InlineData("replacement character itself", "\ufffd", "\ufffd")]
    public void Escapes_as_Go_does(string name, string text, string escaped) =>
        Assert.Equal((name, $"{{\n\t\"Path\": \"{escaped}\"\n}}\n"), (name, Print(new DownloadedModule { Path = text })));

    [Theory]
    [InlineData(new[] { 0xD800 }, @"\ufffd")]
    [InlineData(new[] { 0xDC00, 0xD800 }, @"\ufffd\ufffd")]
    [InlineData(new[] { 0xD83D, 0x61 }, @"\ufffda")]
    public void Escapes_a_lone_surrogate_as_invalid(int[] units, string escaped)
    {
        var text = string.Concat(units.Select(unit => (char)unit));
        Assert.Equal($"{{\n\t\"Path\": \"{escaped}\"\n}}\n", Print(new DownloadedModule { Path = text }));
    }

    [Fact]
    public void Prints_what_the_reuse_file_reads_back()
    {
        var text = Gen.String[Gen.Char["aZ09<>&\"\\/\n\t\u0001\u2028é\u007f+="], 0, 8];
        Gen.Select(text, text, text, text, text, Gen.Bool).Sample((path, version, query, error, hash, reuse) =>
        {
            var module = new DownloadedModule { Path = path, Version = version, Query = query, Error = error, Reuse = reuse };
            module.Origin = hash.Length == 0 ? null : new Origin { Hash = hash };
            var read = ReuseFile.Parse("old.json", Encoding.UTF8.GetBytes(Print(module) + Print(module)));
            Assert.Equal([Print(module), Print(module)], read.Select(Print));
        });
    }

    private static string Print(DownloadedModule module)
    {
        using var output = new StringWriter();
        ModuleJsonWriter.Write(output, module);
        return output.ToString();
    }
}
