using System.Text;
using Sutler.Errors;
using Sutler.Go.Download;
using Sutler.Output;
using Xunit;

namespace Sutler.Tests.Output;

/// <summary>What is read and what is refused was decided by go 1.24's encoding/json. Spec: REUSE-1, REUSE-2.</summary>
public sealed class ReuseFileTests
{
    [Theory]
    [InlineData("nothing", "", "")]
    [InlineData("blanks", " \r\n\t", "")]
    [InlineData("one", """{"Path":"a","Version":"v1"}""", "a@v1")]
    [InlineData("two with a blank", """{"Path":"a"} {"Path":"b"}""", "a@ b@")]
    [InlineData("two without", """{"Path":"a"}{"Path":"b"}""", "a@ b@")]
    [InlineData("null object", "null", "@")]
    [InlineData("null members", """{"Path":null,"Origin":null,"Error":null,"Reuse":null}""", "@")]
    [InlineData("any case, the last wins", """{"path":"a","PATH":"b"}""", "b@")]
    [InlineData("unknown members", """{"Unknown":[1,{"a":[-0.5e+3,true,false,null]}],"Path":"a"}""", "a@")]
    [InlineData("lone surrogate", """{"Path":"\ud800x"}""", "\ufffdx@")]
    [InlineData("surrogate pair", """{"Path":"\ud83d\ude00"}""", "😀@")]
    [InlineData("escapes", """{"Path":"\u0041\/\\\"\b\f\n\r\t"}""", "A/\\\"\b\f\n\r\t@")]
    public void Reads(string name, string text, string modules) =>
        Assert.Equal((name, modules), (name, string.Join(' ', Parse(text).Select(module => $"{module.Path}@{module.Version}"))));

    [Fact]
    public void Reads_invalid_utf8_as_replacement_characters()
    {
        var bytes = new byte[] { (byte)'{', (byte)'"', (byte)'P', (byte)'a', (byte)'t', (byte)'h', (byte)'"', (byte)':', (byte)'"', 0xE2, 0x82, 0xFF, (byte)'"', (byte)'}' };
        Assert.Equal("\ufffd\ufffd\ufffd", ReuseFile.Parse("f", bytes).Single().Path);
    }

    [Fact]
    public void Reads_the_origin()
    {
        var origin = Parse("""{"Origin":{"vcs":"git","URL":"u","Subdir":"s","Hash":"h","TagPrefix":"p","TagSum":"t","Ref":"r","RepoSum":"rs"}}""").Single().Origin!;
        Assert.Equal(
            "git u s h p t r rs",
            string.Join(' ', origin.Vcs, origin.Url, origin.Subdir, origin.Hash, origin.TagPrefix, origin.TagSum, origin.Ref, origin.RepoSum));
    }

    [Theory]
    [InlineData("""{"Error":"e"}""")]
    [InlineData("""{"Error":{"Err":"e"}}""")]
    [InlineData("""{"Error":{"other":1,"err":"e"}}""")]
    public void Reads_an_error_in_either_form(string text) => Assert.Equal("e", Parse(text).Single().Error);

    [Fact]
    public void Reads_whether_it_was_reused() => Assert.True(Parse("""{"Reuse":true}""").Single().Reuse);

    [Theory]
    [InlineData("open", "{", "unexpected EOF")]
    [InlineData("not closed", """{"Path":"a" """, "unexpected EOF")]
    [InlineData("cut literal", "nul", "unexpected EOF")]
    [InlineData("cut number", "-", "unexpected EOF")]
    [InlineData("cut escape", "\"\\", "unexpected EOF")]
    [InlineData("word", "x", "invalid character 'x' looking for beginning of value")]
    [InlineData("comma between objects", """{"Path":"a"},{"Path":"b"}""", "invalid character ',' looking for beginning of value")]
    [InlineData("one brace too many", """{"Path":"a"}}""", "invalid character '}' looking for beginning of value")]
    [InlineData("comma before the end", """{"Path":"a",}""", "invalid character '}' looking for beginning of object key string")]
    [InlineData("key without quotes", "{1:2}", "invalid character '1' looking for beginning of object key string")]
    [InlineData("no colon", """{"a" 1}""", "invalid character '1' after object key")]
    [InlineData("no comma", """{"Path":"a" "b"}""", "invalid character '\"' after object key:value pair")]
    [InlineData("no comma in an array", """{"a":[1 2]}""", "invalid character '2' after array element")]
    [InlineData("newline in a string", "{\"Path\":\"a\nb\"}", "invalid character '\\n' in string literal")]
    [InlineData("unknown escape", """{"Path":"\x"}""", "invalid character 'x' in string escape code")]
    [InlineData("short unicode escape", """{"Path":"\u12g4"}""", "invalid character 'g' in \\u hexadecimal character escape")]
    [InlineData("broken literal", """{"Path":tru}""", "invalid character '}' in literal true (expecting 'e')")]
    [InlineData("leading zero", """{"a":01}""", "invalid character '1' after object key:value pair")]
    [InlineData("bare minus", """{"a":-}""", "invalid character '}' in numeric literal")]
    [InlineData("bare point", """{"a":1.}""", "invalid character '}' after decimal point in numeric literal")]
    [InlineData("bare exponent", """{"a":1e}""", "invalid character '}' in exponent of numeric literal")]
    [InlineData("quote character", "'", "invalid character '\\'' looking for beginning of value")]
    [InlineData("byte order mark", "\ufeff{}", "invalid character 'ï' looking for beginning of value")]
    [InlineData("array", """[{"Path":"a"}]""", "json: cannot unmarshal array into Go value of type modinfo.ModulePublic")]
    [InlineData("number", "5", "json: cannot unmarshal number into Go value of type modinfo.ModulePublic")]
    [InlineData("path of the wrong kind", """{"Path":1}""", "json: cannot unmarshal number into Go struct field ModulePublic.Path of type string")]
    [InlineData("hash of the wrong kind", """{"Origin":{"Hash":true}}""", "json: cannot unmarshal bool into Go struct field Origin.Origin.Hash of type string")]
    [InlineData("origin of the wrong kind", """{"Origin":"s"}""", "json: cannot unmarshal string into Go struct field ModulePublic.Origin of type codehost.Origin")]
    [InlineData("reuse of the wrong kind", """{"Reuse":"x"}""", "json: cannot unmarshal string into Go struct field ModulePublic.Reuse of type bool")]
    [InlineData("error of the wrong kind", """{"Error":5}""", "json: cannot unmarshal number into Go struct field ModulePublic.Error of type modinfo.moduleErrorNoMethods")]
    [InlineData("error text of the wrong kind", """{"Error":{"Err":[]}}""", "json: cannot unmarshal array into Go struct field ModulePublic.Error.Err of type string")]
    public void Refuses(string name, string text, string reason)
    {
        var failure = Assert.Throws<SutlerException>(() => Parse(text));
        Assert.Equal((name, $"parsing old.json: {reason}"), (name, failure.Message));
    }

    [Fact]
    public void Bounds_the_depth()
    {
        Assert.Single(Parse($$"""{"a":{{Nest(499)}}}"""));
        var failure = Assert.Throws<SutlerException>(() => Parse($$"""{"a":{{Nest(500)}}}"""));
        Assert.Equal("parsing old.json: invalid character '[' exceeded max depth", failure.Message);
    }

    private static string Nest(int depth) => new string('[', depth) + new string(']', depth);

    private static IReadOnlyList<DownloadedModule> Parse(string text) => ReuseFile.Parse("old.json", Encoding.UTF8.GetBytes(text));
}
