using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Sources;
using Xunit;

namespace Sutler.Tests.Cache;

public sealed class InfoFileTests
{
    [Theory]
    [InlineData("canonical", """{"Version":"v1.5.2","Time":"2018-02-14T15:44:20Z"}""", """{"Version":"v1.5.2","Time":"2018-02-14T15:44:20Z"}""")]
    [InlineData("empty", "{}", """{"Version":"","Time":"0001-01-01T00:00:00Z"}""")]
    [InlineData("null", "null", """{"Version":"","Time":"0001-01-01T00:00:00Z"}""")]
    [InlineData("other case, unknown keys, spaces", " { \"vERSION\" : \"v1.0.0\", \"Name\" : [1, {}], \"Short\":1e5 }\n", """{"Version":"v1.0.0","Time":"0001-01-01T00:00:00Z"}""")]
    [InlineData("long s", "{\"Ver\u017fion\":\"v1.0.0\"}", """{"Version":"v1.0.0","Time":"0001-01-01T00:00:00Z"}""")]
    [InlineData("last of several", """{"Version":"v1.0.0","version":"v1.0.1","VERSION":null}""", """{"Version":"v1.0.1","Time":"0001-01-01T00:00:00Z"}""")]
    [InlineData("offset kept", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00+02:00"}""", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00+02:00"}""")]
    [InlineData("zero offset", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00-00:00"}""", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}""")]
    [InlineData("fraction trimmed", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00.1200Z"}""", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00.12Z"}""")]
    [InlineData("fraction of zeros", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00.000Z"}""", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}""")]
    [InlineData("below nanoseconds", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00.1234567899Z"}""", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00.123456789Z"}""")]
    [InlineData("comma and short hour", """{"Version":"v1.0.0","Time":"2021-01-01T1:02:03,50+01:30"}""", """{"Version":"v1.0.0","Time":"2021-01-01T01:02:03.5+01:30"}""")]
    [InlineData("null time", """{"Version":"v1.0.0","Time":null}""", """{"Version":"v1.0.0","Time":"0001-01-01T00:00:00Z"}""")]
    [InlineData("leap day", """{"Version":"v1.0.0","Time":"2020-02-29T23:59:59Z"}""", """{"Version":"v1.0.0","Time":"2020-02-29T23:59:59Z"}""")]
    [InlineData("origin in order", """{"Origin":{"Ref":"r","Hash":"h","URL":"u","vcs":"git","Subdir":"","RepoSum":"s"},"Version":"v1.0.0"}""", """{"Version":"v1.0.0","Time":"0001-01-01T00:00:00Z","Origin":{"VCS":"git","URL":"u","Hash":"h","Ref":"r","RepoSum":"s"}}""")]
    [InlineData("empty origin", """{"Version":"v1.0.0","Origin":{}}""", """{"Version":"v1.0.0","Time":"0001-01-01T00:00:00Z","Origin":{}}""")]
    [InlineData("origin taken back", """{"Version":"v1.0.0","Origin":{"VCS":"git"},"Origin":null}""", """{"Version":"v1.0.0","Time":"0001-01-01T00:00:00Z"}""")]
    [InlineData("escapes", """{"Version":"\u0076<>&\u2028\"\\\/\t\u0001+'\u007f"}""", """{"Version":"v\u003c\u003e\u0026\u2028\"\\/\t\u0001+'DEL","Time":"0001-01-01T00:00:00Z"}""")]
    [InlineData("half a pair", """{"Version":"\ud800x"}""", "{\"Version\":\"\ufffdx\",\"Time\":\"0001-01-01T00:00:00Z\"}")]
    [InlineData("a pair", """{"Version":"\ud83d\ude00"}""", "{\"Version\":\"\ud83d\ude00\",\"Time\":\"0001-01-01T00:00:00Z\"}")]
    public void Re_encodes_what_it_reads_as_go_does(string name, string text, string expected)
    {
        _ = name;
        Assert.True(InfoFile.TryParse(Encoding.UTF8.GetBytes(text), out RevisionInfo? info, out ParseError? error), error?.Reason);
        Assert.Equal(expected.Replace("DEL", "\u007f", StringComparison.Ordinal), Encoding.UTF8.GetString(InfoFile.Encode(info)));
    }

    [Theory]
    [InlineData("nothing", "", "unexpected end of JSON input")]
    [InlineData("a web page", "<!DOCTYPE html>", "invalid character '<' looking for beginning of value")]
    [InlineData("cut short", """{"Version":"v1""", "unexpected end of JSON input")]
    [InlineData("two values", "{} {}", "invalid character '{' after top-level value")]
    [InlineData("a comma too many", """{"Version":"v1",}""", "invalid character '}' looking for beginning of object key string")]
    [InlineData("no colon", """{"Version" "v1"}""", "invalid character '\"' after object key")]
    [InlineData("no comma", """{"Version":"v1" "Time":1}""", "invalid character '\"' after object key:value pair")]
    [InlineData("array without comma", "[1 2]", "invalid character '2' after array element")]
    [InlineData("control character", "{\"Version\":\"a\nb\"}", "invalid character '\\n' in string literal")]
    [InlineData("bad escape", """{"Version":"\x"}""", "invalid character 'x' in string escape code")]
    [InlineData("bad hex", """{"Version":"\u12g4"}""", "invalid character 'g' in \\u hexadecimal character escape")]
    [InlineData("bad literal", "nulx", "invalid character 'x' in literal null (expecting 'l')")]
    [InlineData("leading zero", "01", "invalid character '1' after top-level value")]
    [InlineData("minus alone", "-x", "invalid character 'x' in numeric literal")]
    [InlineData("no decimals", "1.x", "invalid character 'x' after decimal point in numeric literal")]
    [InlineData("no exponent", "1ex", "invalid character 'x' in exponent of numeric literal")]
    [InlineData("quote", "'", "invalid character '\\'' looking for beginning of value")]
    [InlineData("byte order mark", "\ufeff{}", "invalid character '\u00ef' looking for beginning of value")]
    [InlineData("array", "[]", "json: cannot unmarshal array into Go value of type modfetch.RevInfo")]
    [InlineData("number as version", """{"Version":1}""", "json: cannot unmarshal number into Go struct field RevInfo.Version of type string")]
    [InlineData("string as origin", """{"Origin":"git"}""", "json: cannot unmarshal string into Go struct field RevInfo.Origin of type codehost.Origin")]
    [InlineData("number as time", """{"Time":1}""", "Time.UnmarshalJSON: input is not a JSON string")]
    [InlineData("number inside origin", """{"Origin":{"VCS":1}}""", "json: cannot unmarshal number into Go struct field Origin.Origin.VCS of type string")]
    [InlineData("escape in a time", """{"Time":"2021-01-0\u0031T00:00:00Z"}""", "parsing time \"2021-01-0\\\\u0031T00:00:00Z\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"0\\\\u0031T00:00:00Z\" as \"02\"")]
    [InlineData("text after the time", """{"Time":"2021-01-01T00:00:00Zx"}""", "parsing time \"2021-01-01T00:00:00Zx\": extra text: \"x\"")]
    [InlineData("no such minute", """{"Time":"2021-01-01T00:60:00Z"}""", "parsing time \"2021-01-01T00:60:00Z\": minute out of range")]
    [InlineData("no time after a wrong type", """{"Version":1,"Time":2}""", "Time.UnmarshalJSON: input is not a JSON string")]
    [InlineData("no time", """{"Time":"x"}""", "parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\"")]
    [InlineData("no zone", """{"Time":"2020-01-01T00:00:00"}""", "parsing time \"2020-01-01T00:00:00\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"Z07:00\"")]
    [InlineData("no such day", """{"Time":"2021-02-29T00:00:00Z"}""", "parsing time \"2021-02-29T00:00:00Z\": day out of range")]
    [InlineData("no such month", """{"Time":"2021-13-01T00:00:00Z"}""", "parsing time \"2021-13-01T00:00:00Z\": month out of range")]
    public void Refuses(string name, string text, string reason)
    {
        _ = name;
        Assert.False(InfoFile.TryParse(Encoding.UTF8.GetBytes(text), out _, out ParseError? error));
        Assert.Equal(reason, error.Reason);
    }

    [Fact]
    public void Refuses_deep_nesting_without_running_out_of_stack()
    {
        Assert.False(InfoFile.TryParse(Encoding.UTF8.GetBytes(new string('[', 1_000_000)), out _, out ParseError? error));
        Assert.Equal("invalid character '[' exceeded max depth", error.Reason);
    }

    [Theory]
    [InlineData("tagged version", "v1.0.0", "refs/tags/v1.0.0")]
    [InlineData("pseudo-version", "v0.0.0-20190509225625-c7818c24fa2f", "")]
    public void Forgets_in_the_cache_what_depended_on_the_query(string name, string version, string expectedRef)
    {
        _ = name;
        RevisionInfo info = new()
        {
            Version = version,
            Origin = new Origin { Vcs = "git", Hash = "h", Ref = "refs/tags/v1.0.0", TagSum = "t1:", TagPrefix = "p", RepoSum = "r1:" },
        };
        Assert.Equal(new Origin { Vcs = "git", Hash = "h", Ref = expectedRef, RepoSum = "r1:" }, InfoFile.ForCache(info).Origin);
    }
}
