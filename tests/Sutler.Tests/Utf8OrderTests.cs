using System.Text;
using CsCheck;
using Sutler.GoModules;
using Xunit;

namespace Sutler.Tests;

public sealed class Utf8OrderTests
{
    [Fact]
    public void Puts_what_needs_surrogates_after_all_else()
    {
        Assert.True(Utf8Order.Compare("\U00010000", "\uffff") > 0);
        Assert.True(string.CompareOrdinal("\U00010000", "\uffff") < 0);
    }

    [Fact]
    public void Agrees_with_the_order_of_the_bytes()
    {
        var rune = Gen.OneOf(Gen.Int['a', 'c'], Gen.Int[0x7E, 0x82], Gen.Int[0x7FE, 0x802], Gen.Int[0xE000, 0xE001], Gen.Int[0xFFFE, 0x10001]);
        var text = rune.Select(value => new Rune(value).ToString()).Array[0, 4].Select(string.Concat);
        Gen.Select(text, text).Sample((left, right) =>
            Math.Sign(Utf8Order.Compare(left, right)) == Math.Sign(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))));
    }
}
